/** Addresses that more than one feature leads to. */

export const compareAddressOf = (ids: string[]) => `/experiments/compare?${ids.map((id) => `ids=${id}`).join('&')}`;
