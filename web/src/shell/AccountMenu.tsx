import { ActionIcon, Button, Menu } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { UserRound } from 'lucide-react';
import { useSignOut } from '../account/leave';
import { useSession } from '../session';
import { useSpeech } from '../words';

export function AccountMenu() {
  const { w } = useSpeech();
  const { pending, person } = useSession();
  const go = useNavigate();
  const signOut = useSignOut();
  if (pending) return null;
  if (!person) {
    return (
      <Button component={Link} to="/sign-in" size="sm" px="sm">
        {w.account.signIn}
      </Button>
    );
  }
  return (
    <Menu position="bottom-end" withinPortal={false} shadow="md" width={220} returnFocus>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={w.account.menu(person.email)}
        >
          <UserRound size={20} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void go({ to: '/account' })}>{w.account.title}</Menu.Item>
        {person.isAdmin && (
          <Menu.Item onClick={() => void go({ to: '/house' })}>{w.house.title}</Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item
          onClick={() => {
            signOut.mutate(false);
          }}
        >
          {w.account.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
