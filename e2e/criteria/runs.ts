// In which run of the tests a test is, read from how it is written.

/** What is added to the name at this place of a file: that `npm test` leaves out the test, or some of its kind. */
export function tellRun(text: string, index: number): string {
  const before = text.slice(0, index);
  const start = Math.max(...Array.from(before.matchAll(/^[a-z]/gm), (match) => match.index), 0);
  const statement = text.slice(start);
  const [firstLine = ''] = statement.split('\n');
  // What stands between a name and the test itself.
  const [details = ''] = text.slice(index).split('=>');
  const isLeftOut = statement.startsWith('hostile(')
    ? !statement.split('\n});')[0]?.includes('telling: true')
    : details.includes("tag: '@full'") || (firstLine.startsWith('describe') && firstLine.includes('isFull'));
  if (isLeftOut) return ', full run only';
  return /'@full'|\{ tag \}/.test(details) ? ', in part full run only' : '';
}
