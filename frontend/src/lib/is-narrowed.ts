/** Whether a list's filter leaves anything out. */
export const isNarrowed = (filter: Record<string, unknown>) =>
  Object.values(filter).some((value) => (Array.isArray(value) ? value.length > 0 : value !== '' && value !== null));
