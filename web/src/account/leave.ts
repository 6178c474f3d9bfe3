import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { send } from '../api';
import { graphql } from '../gql';
import { accessToken, end } from '../session';

export const SignOut = graphql(`
  mutation SignOut($input: SignOutInput!) {
    signOut(input: $input) {
      status
    }
  }
`);

/** Ends the session here, or everywhere; what was read of the person is forgotten with it. */
export function useSignOut() {
  const cache = useQueryClient();
  const go = useNavigate();
  return useMutation({
    mutationFn: async (everywhere: boolean) =>
      send(SignOut, { input: { everywhere } }, await accessToken()),
    onSuccess: async () => {
      await go({ to: '/' });
      end();
      cache.clear();
    },
  });
}
