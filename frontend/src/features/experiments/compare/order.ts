/** `A`, `B`, … : what the columns are called on the page. */
export const letterOf = (index: number) => String.fromCharCode(65 + index);

/** With this one in front, to be compared with. */
export const withFirst = (ids: string[], id: string) => [id, ...ids.filter((other) => other !== id)];
