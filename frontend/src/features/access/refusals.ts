/** What the sign-in says of a single sign-on that was refused, by the code in its address. */
const SENTENCES: Record<string, string> = {
  account_is_deactivated: 'Your account is deactivated; ask an operator to reactivate it.',
  address_is_taken:
    'The account with your e-mail address belongs to somebody else at the provider; ask an operator to link it to you.',
  address_missing: 'The provider did not tell your e-mail address; ask whoever runs it to release it to Promptside.',
  address_not_verified:
    'The provider does not say that your e-mail address is verified; verify it there, or ask an operator to link your account.',
  code_refused: 'This sign-in was used or has expired; begin again.',
  groups_left_out:
    'The provider did not list all of your groups; ask whoever runs it to send only those that matter here.',
  no_account_here: 'You have no account here yet; ask an operator to make you one.',
  operator_not_linked:
    "Your address is an operator's, which an address alone does not open; link the account with `flask users link` on the server.",
  provider_away: 'The provider does not answer; try again in a moment.',
  provider_refused: 'The provider did not sign you in; begin again.',
  provider_unusable:
    'The provider is not set up for Promptside; whoever runs this installation finds the reason in its log.',
  sign_in_lost: 'This sign-in took too long or began at another address; begin again here.',
  state_differs: 'This sign-in belongs to another window; begin again.',
  token_refused: "The provider's answer cannot be believed; tell whoever runs this installation.",
  too_many_failures: 'Too many refused sign-ins; wait a quarter of an hour, then try again.',
  wrong_audience: "The provider's answer was made for another application; tell whoever runs this installation.",
  wrong_issuer:
    'The answer comes from another provider; begin again, and if that does not help, tell whoever runs this installation.',
  wrong_nonce: "The provider's answer belongs to another sign-in; begin again.",
  wrong_signature:
    "The provider's answer is not signed by the provider; begin again, and if that does not help, tell whoever runs this installation.",
  wrong_time:
    "The provider's answer has expired or comes from the future; the clocks of both servers need to be compared.",
};

export function refusalWords(code: string | null): string | null {
  if (!code) return null;
  return Object.hasOwn(SENTENCES, code) ? SENTENCES[code]! : 'Begin again.';
}
