/** A file sent whole, told of as it goes: `fetch` does not say how much of it is on its way. */

import { csrfToken } from './api';
import { type Problem, Refusal } from './problem';
import { actingProject, HEADER } from './project';

type Sent = { address: string; file: Blob; type: string; onProgress: (share: number) => void; signal?: AbortSignal };

/** The text of the answer, or its refusal thrown. */
export async function upload({ address, file, type, onProgress, signal }: Sent): Promise<string> {
  const [csrf, project] = [await csrfToken(), actingProject()];
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.setRequestHeader('Content-Type', type);
    if (csrf) request.setRequestHeader('X-CSRF-Token', csrf);
    if (project) request.setRequestHeader(HEADER, project);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => (request.status < 400 ? resolve(request.responseText) : reject(refusalIn(request)));
    request.onerror = () => reject(new TypeError('The connection broke off.'));
    request.onabort = () => reject(new DOMException('Cancelled', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function refusalIn({ responseText, status }: XMLHttpRequest): Refusal {
  try {
    return new Refusal(JSON.parse(responseText) as Problem);
  } catch {
    const detail = `The server answered ${status} without saying why; try again in a moment.`;
    return new Refusal({ type: 'about:blank', title: 'Failed', status, detail, code: 'failed', request_id: null });
  }
}
