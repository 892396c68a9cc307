/** Commands and programs that read or write a prompt, to be copied. */

/** Slashes stay: the run-time path takes any legal name. */
const byName = (origin: string, name: string) =>
  `${origin}/api/prompts/by-name/${name.split('/').map(encodeURIComponent).join('/')}`;

const shell = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

export const fetchByCurl = (origin: string, name: string) =>
  `curl -H "Authorization: Bearer $PROMPTSIDE_API_KEY" \\\n  ${shell(byName(origin, name))}`;

export const fetchByPython = (origin: string, name: string) =>
  `import json
import os
from urllib.request import Request, urlopen

request = Request(
    ${JSON.stringify(byName(origin, name))},
    headers={"Authorization": f"Bearer {os.environ['PROMPTSIDE_API_KEY']}"},
)
with urlopen(request, timeout=10) as answer:
    prompt = json.load(answer)

print(prompt["active"]["version"], prompt["active"]["content"] or prompt["active"]["messages"])
`;

export const createByCurl = (origin: string) =>
  `curl -X POST ${shell(`${origin}/api/prompts`)} \\
  -H "Authorization: Bearer $PROMPTSIDE_API_KEY" -H 'Content-Type: application/json' \\
  -d '{"name": "support/greet", "content": "Greet {{ name }} in one sentence."}'`;
