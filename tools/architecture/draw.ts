import { instance } from '@viz-js/viz';

import { ARROWS, ROOMS, shortest, type Room } from './rooms.ts';

const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #24292f; }
.node path, .node polygon { fill: #f6f8fa; stroke: #57606a; }
.node.pure path { fill: #dafbe1; stroke: #1a7f37; }
.node.retell path { fill: #ddf4ff; stroke: #0969da; }
.edge path { stroke: #24292f; }
.edge polygon { fill: #24292f; stroke: #24292f; }
svg { background: #ffffff; }
@media (prefers-color-scheme: dark) {
  svg { background: #0d1117; }
  text { fill: #e6edf3; }
  .node path, .node polygon { fill: #161b22; stroke: #8b949e; }
  .node.pure path { fill: #12361c; stroke: #3fb950; }
  .node.retell path { fill: #0c2d4f; stroke: #58a6ff; }
  .edge path { stroke: #e6edf3; }
  .edge polygon { fill: #e6edf3; stroke: #e6edf3; }
}`;

/** The rooms and the arrows between them as an SVG picture: whoever imports stands above what it imports. */
export async function draw(): Promise<string> {
	const viz = await instance();
	const picture = viz.renderString(
		{
			graphAttributes: { rankdir: 'TB', ranksep: 0.5, nodesep: 0.3, bgcolor: 'transparent' },
			nodeAttributes: { shape: 'box', style: 'rounded', margin: '0.28,0.12', fontsize: 12 },
			edgeAttributes: { arrowsize: 0.7 },
			nodes: ROOMS.map((room) => ({ name: room.name, attributes: { label: room.name, class: kindOf(room) } })),
			edges: shortest(ARROWS).map(({ from, to }) => ({ tail: from, head: to })),
		},
		{ format: 'svg' },
	);
	const [, body = ''] = /(<svg[\s\S]*)/.exec(picture) ?? [];
	const title = 'The rooms of the package: each stands above the rooms that it imports';
	return body
		.replace(/<!--[\s\S]*?-->\n?/g, '')
		.replace(/(fill|stroke)="(?:black|none|transparent)"/g, (all, name: string) =>
			name === 'fill' && all.includes('none') ? all : '',
		)
		.replace(/<svg([^>]*)>/, `<svg$1 role="img">\n<title>${title}</title>\n<style>${STYLE}\n</style>`)
		.replace(/[ \t]+$/gm, '');
}

function kindOf({ name }: Room): string {
	if (name.endsWith('/poll')) return 'pure';
	return name.startsWith('nodes/retell') ? 'retell' : 'room';
}
