/** Whether something is being written here that no program may lead away from. */
let drafts = 0;

export const isUnsaved = () => drafts > 0;

/** Until it is called back. */
export function holdUnsaved() {
  drafts++;
  return () => void drafts--;
}
