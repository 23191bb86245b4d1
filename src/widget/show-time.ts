// Times as the visitor's language writes them.
import { isSameDay } from './grouping.ts';

/** By language. To make one takes longer than all else about a message, and a long conversation has many. */
const clocks: Record<string, Intl.DateTimeFormat> = {};

export function showTime(at: number, locale: string): string {
  return (clocks[locale] ??= new Intl.DateTimeFormat(locale, { timeStyle: 'short' })).format(at);
}

/** "Today 14:32", or the date where it is not today. */
export function showDayAndTime(at: number, locale: string, now = Date.now()): string {
  const day = isSameDay(at, now)
    ? new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(0, 'day')
    : new Date(at).toLocaleDateString(locale, { dateStyle: 'medium' });
  return `${day.charAt(0).toLocaleUpperCase(locale)}${day.slice(1)} ${showTime(at, locale)}`;
}
