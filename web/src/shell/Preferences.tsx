import {
  ActionIcon,
  NativeSelect,
  Popover,
  SegmentedControl,
  Stack,
  useMantineColorScheme,
} from '@mantine/core';
import { Settings2 } from 'lucide-react';
import { COUNTRIES, moveTo, useOwnPlace } from '../data/place';
import { useSession } from '../session';
import { useSpeech } from '../words';
import { isLanguage } from '../words';

/** How the page looks and speaks, and where records go: kept here, in this browser. */
export function Preferences() {
  const { w, f, language, speak } = useSpeech();
  // What would still the transitions meanwhile is a <style> element, which our policy forbids.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const { person } = useSession();
  const place = useOwnPlace();
  return (
    <Popover position="bottom-end" withinPortal={false} trapFocus shadow="md" width={280}>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={w.shell.preferences}>
          <Settings2 size={20} aria-hidden="true" />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={w.shell.preferences}>
        <Stack gap="md">
          <div role="group" aria-label={w.shell.look}>
            <p className="small quiet">{w.shell.look}</p>
            <SegmentedControl
              fullWidth
              size="xs"
              value={colorScheme}
              onChange={setColorScheme}
              data={[
                { value: 'light', label: w.shell.light },
                { value: 'dark', label: w.shell.dark },
                { value: 'auto', label: w.shell.auto },
              ]}
            />
          </div>
          <NativeSelect
            label={w.shell.language}
            size="sm"
            value={language}
            onChange={({ currentTarget: { value } }) => {
              if (isLanguage(value)) speak(value);
            }}
            data={[
              { value: 'en', label: 'English' },
              { value: 'es', label: 'Español' },
            ]}
          />
          {!person && (
            <NativeSelect
              label={w.shell.shipTo}
              size="sm"
              value={place.country}
              onChange={({ currentTarget: { value } }) => {
                moveTo(value);
              }}
              data={COUNTRIES.map((code) => ({ value: code, label: f.country(code) })).sort(
                (a, b) => a.label.localeCompare(b.label, language),
              )}
            />
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
