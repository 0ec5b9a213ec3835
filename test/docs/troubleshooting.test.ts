// docs/troubleshooting.md quotes what the package says, word for word, and leaves none of it out.
import { useWorld } from '../nodes/world.ts';
import { pageNamed } from './pages.ts';
import { answerTexts, credentialTexts, nodeTexts } from './shown.ts';
import { inboundSmsTexts } from './inboundSmsTexts.ts';
import { samplingText, webhookTexts } from './triggerTexts.ts';

const world = useWorld();

/** The texts that stand alone in the first column of a table. */
const quoted = [...pageNamed('docs/troubleshooting.md').text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, text = '']) => text);

test('the page quotes exactly what the package says', async () => {
  const { sandbox } = world;
  const said = [
    ...credentialTexts(),
    ...answerTexts(),
    ...(await nodeTexts(world)),
    ...(await webhookTexts(sandbox)),
    ...(await inboundSmsTexts(sandbox)),
    await samplingText(sandbox),
  ];
  expect([...new Set(quoted)].sort()).toEqual([...new Set(said)].sort());
});

test('no text is there twice', () => {
  expect(quoted.filter((text, index) => quoted.indexOf(text) !== index)).toEqual([]);
});
