// Names that the script tag's bundle shortens, because nobody but its own code ever sees them: no page, no storage, no
// other tab, no network. `src/embed/short-names.dom.test.ts` looks for them in all that these see.

/** What Preact and its signals keep to themselves begins so; nobody else may have such names. */
const privateNames = /^_[a-zA-Z]/;

/** What Preact, the conversation and the widget hand around. */
export const innerNames = `
  componentWillUnmount current forceUpdate peek props shouldComponentUpdate
  abandon ageMs exclusively greets isEcho isRepeatable markSeen newId online onAnswer reply setOpen timeoutMs
  userId wake
  announce attach begin coarse firstNew goToNew inputRef isDark isFirstNew isModal isNewestOwn isSameOrigin keepFocus
  panel returnFocus separated settings surroundings Assertive Outside Polite Region leave plan readBody say undo
  askForExtras changes discard dispose extras findWanted identify isPlaced mayStart probe setStyle small
  strong follow visible vouch whileOpen
`
  .trim()
  .split(/\s+/);

export const shortened = new RegExp(`${privateNames.source}|^(?:${innerNames.join('|')})$`);
