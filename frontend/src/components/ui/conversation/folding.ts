/** How much of a long text is shown before one asks for the rest. */

export const MOST_LINES = 14;
export const MOST_CHARACTERS = 1_600;

/** The beginning of a text; the text itself where folding would hide next to nothing. */
export function beginningOf(text: string): string {
  const cut = cutAt(text);
  return text.length - cut < 80 && !text.slice(cut).includes('\n', 1) ? text : text.slice(0, cut);
}

function cutAt(text: string): number {
  let at = -1;
  for (let line = 0; line < MOST_LINES; line++) {
    at = text.indexOf('\n', at + 1);
    if (at === -1) return Math.min(text.length, MOST_CHARACTERS);
  }
  return Math.min(at, MOST_CHARACTERS);
}

export const linesIn = (text: string) => text.split('\n').length;
