// An agent's text where what shows it properly has not come: readable, without most of its marks.

export function toBareText(text: string): string {
  return text.replace(/<br[ /]*>/gi, '\n').replace(/<\/?[a-z][^<>]*>|\*\*/gi, '');
}
