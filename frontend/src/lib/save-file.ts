/** Hands the reader a file that the page made or fetched. */
export function saveFile(name: string, file: Blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

export const saveCsv = (name: string, csv: string) => saveFile(name, new Blob([csv], { type: 'text/csv;charset=utf-8' }));
