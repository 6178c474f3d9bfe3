// Errors and counts as a person would say them.
import { ApiError } from './api';

export interface Words {
  title: string;
  text: string;
  /** Whether trying the same again can help. */
  again: boolean;
}

export function errorInWords(error: unknown): Words {
  if (!(error instanceof ApiError)) {
    return {
      title: 'This page made a mistake',
      text: 'Reloading it may help.',
      again: true,
    };
  }
  switch (error.trouble) {
    case 'UNREACHABLE':
      return {
        title: 'Vinilogy does not answer',
        text: 'The server may be starting or stopped, or you may be offline.',
        again: true,
      };
    case 'UPSTREAM_UNAVAILABLE':
      return {
        title: 'An outside service does not answer',
        text: 'This is not stored here yet, and the service that knows it is not answering now.',
        again: true,
      };
    case 'TIMEOUT':
      return {
        title: 'That took too long',
        text: 'The search goes on in the background; in a moment there may be an answer.',
        again: true,
      };
    case 'RATE_LIMITED':
      return {
        title: 'Too many questions at once',
        text: 'Wait a minute, then try again.',
        again: true,
      };
    case 'UNAUTHENTICATED':
    case 'FORBIDDEN':
      return {
        title: 'This is not open to you',
        text: 'You may have to sign in first.',
        again: false,
      };
    case 'NOT_FOUND':
    case 'BAD_USER_INPUT':
      return {
        title: 'This address leads nowhere',
        text: `The server says: ${error.message}`,
        again: false,
      };
    case 'QUERY_TOO_COSTLY':
      return {
        title: 'That was too much at once',
        text: 'The server has a limit on the size of one question, and this one was over it.',
        again: false,
      };
    case 'UNREADABLE':
    case 'INTERNAL':
      return {
        title: 'Something broke on the server',
        text: error.requestId
          ? `If it keeps happening, its log says why, under ${error.requestId}.`
          : 'If it keeps happening, its log says why.',
        again: true,
      };
  }
}

export function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

export function moment(time: string): string {
  return new Date(time).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
}
