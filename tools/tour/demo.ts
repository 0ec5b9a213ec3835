import { readFile } from 'node:fs/promises';

const PAGE = 'docs/verification.md';
const HEADING = '## The demo video';

/** The steps of the demo video, as they stand in the page for n8n's review: the one place that has them. */
export async function demoSteps(): Promise<string[]> {
	const [, after = ''] = (await readFile(PAGE, 'utf8')).split(HEADING);
	const [section = ''] = after.split('\n## ');
	const steps = [...section.matchAll(/^\d+\. (.+)$/gm)].map(([, step = '']) => step.replace(/[*`]/g, ''));
	if (steps.length === 0) throw new Error(`${PAGE} has no steps under "${HEADING}"`);
	return steps;
}
