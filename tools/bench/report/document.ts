import { markdownTable } from 'markdown-table';
import type { Machine } from './machine.ts';
import { overviewPlot, overviewTable } from './overview.ts';
import { ratiosTable, type Plot, type Section, type Table } from './section.ts';

/** A table as Markdown, numbers to the right. */
function tableText({ head, rows }: Table): string {
	const align = head.map((_, column) =>
		rows.every((row) => /^\D{0,2}[\d.,]*( \(.*\))?$/.test(row[column] ?? '')) ? 'r' : 'l',
	);
	return markdownTable([head, ...rows], { align });
}

function tablesOf({ tables, ratios }: Section): string[] {
	return [...tables, ...(ratios.length > 0 ? [ratiosTable(ratios)] : [])].map(tableText);
}

/** A section for the terminal. */
export function told(section: Section): string {
	return [section.title, ...tablesOf(section)].join('\n\n');
}

export function plotFile(name: string): string {
	return `benchmarks-${name}.svg`;
}

export function isPlotFile(file: string): boolean {
	return /^benchmarks-.+\.svg$/.test(file);
}

function picture({ name, alt }: Plot): string {
	return `![${alt}](${plotFile(name)})`;
}

function written(section: Section): string {
	return [`## ${section.title}`, ...section.notes, ...tablesOf(section), ...section.plots.map(picture)].join('\n\n');
}

export function plotsOf(sections: Section[]): Plot[] {
	return [...overviews(sections), ...sections.flatMap(({ plots }) => plots)];
}

function overviews(sections: Section[]): Plot[] {
	const plot = overviewPlot(sections);
	return plot ? [plot] : [];
}

/** The whole of docs/benchmarks.md. */
export function document(
	sections: Section[],
	{ cores, cpu, memoryGb, node, n8n, core }: Machine,
	pairs: number,
): string {
	return `# Benchmarks

<!-- Written by \`npm run bench\`: changes by hand are lost. -->

Measured with \`npm run bench\` on ${cores} cores (${cpu}, ${memoryGb} GB of memory), Node ${node}, n8n ${n8n} with n8n-core ${core}. \`npm run bench -- --help\` tells how to run parts of it.

A ratio below 1 says that this node took less than what it is compared with, unless it is named the other way round. A bound is what the package promises itself: a run that misses one fails. Beside each ratio stand the least and the most of ${pairs} runs.

${[tableText(overviewTable(sections)), ...overviews(sections).map(picture)].join('\n\n')}

## How it was measured

**How.** Every subject is a node in a workflow of two nodes that n8n-core's own engine runs as a production execution, with n8n's default expression engine, in a fresh process of its own. It talks over HTTP to this repository's sandbox, in another process on the same machine, which answers each request after 50 ms unless said otherwise. Before each measurement the subject does a small task of the same kind in the same process: that loads code and opens connections, and is not measured. The subjects run in turn, ${pairs} times. Tables show the median and, in brackets, the least and the most; a ratio is that of two runs of the same turn. After each run the sandbox is asked whether everything really happened. [Answers to webhooks](#the-webhook-triggers-answers) are those of a whole n8n, and [one part](#end-1000-chats-in-a-whole-n8n) ends chats in one.

**Which.** *This node* is the package as it would be published. The HTTP Request node is that of the same n8n. *Defaults* is a node as it is when it is added to a workflow. *retell-sdk* and *axios* run inside the \`execute\` of a bare node, so n8n's engine costs all the same. Each client treats connections as it does by default.

**What is not measured.** Retell itself, the internet and TLS: over TLS, new connections cost more than here. n8n's queue, and, but for those two parts, its database and its store of credentials, which decrypts the key each time that a node asks for it. Answers always take the same time here; Retell's vary.

**Columns.** *Peak memory* is the most resident memory that the process ever had, n8n's engine included. *CPU time* is that of all threads, user and system. *Most in flight* is how many requests the sandbox had under way at once.

${sections.map(written).join('\n\n')}
`;
}
