/** A command that asks for a run, to be copied. */
export const askByCurl = (origin: string) =>
  `curl -X POST '${origin}/api/runs?wait=30' \\
  -H "Authorization: Bearer $PROMPTSIDE_API_KEY" -H 'Content-Type: application/json' \\
  -d '{"prompt_name": "support/greet", "input": {"name": "Ada"}}'`;
