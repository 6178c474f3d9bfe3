import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { newCache } from './data/ask';
import { newRouter } from './router';
import { useSession } from './session';
import { theme } from './theme';
import {
  firstLanguage,
  hasChosen,
  isLanguage,
  keepLanguage,
  SpeechContext,
  speechIn,
} from './words';

export function App() {
  const [cache] = useState(newCache);
  const [router] = useState(newRouter);
  const [language, setLanguage] = useState(firstLanguage);
  const { person } = useSession();
  const speech = useMemo(
    () =>
      speechIn(language, (next) => {
        keepLanguage(next);
        setLanguage(next);
      }),
    [language],
  );

  // The profile's language, unless another was chosen here.
  const own = person?.profile.language;
  const [seen, setSeen] = useState(own);
  if (own !== seen) {
    setSeen(own);
    if (isLanguage(own) && !hasChosen()) setLanguage(own);
  }

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      // Their styles come from files: see theme-css.ts.
      withCssVariables={false}
      withGlobalClasses={false}
      withStaticClasses={false}
    >
      <SpeechContext value={speech}>
        <QueryClientProvider client={cache}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </SpeechContext>
    </MantineProvider>
  );
}
