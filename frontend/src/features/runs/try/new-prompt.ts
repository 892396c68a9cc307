import type { Draft } from '@/components/drafts/draft';

/** Leaves a draft where the form for a new prompt finds and offers it. */
export function keepForNewPrompt(draft: Draft) {
  const form = { name: '', description: '', tags: [], activate: true, draft };
  try {
    sessionStorage.setItem('promptside-draft:new', JSON.stringify(form));
  } catch {
    // Too large to be kept: it is still here, to be copied.
  }
}
