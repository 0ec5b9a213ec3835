import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { turns, type Measure } from '../measure.ts';
import { digits, ratios, spreadText } from '../report/statistics.ts';
import type { Stage } from '../stage.ts';
import type { LoadFunctions } from '../subject/load.ts';

const PROCESSES = 10;

interface Manifest {
	n8n: { credentials: string[]; nodes: string[] };
}

/** The files that n8n loads of the package. */
function filesOf({ packageDir }: Stage): string[] {
	const { n8n } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as Manifest;
	return [...n8n.credentials, ...n8n.nodes].map((file) => `./${file}`);
}

function sizesOf({ tarball, packageDir }: Stage): { tarball: number; unpacked: number; files: number } {
	const files = readdirSync(packageDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	const unpacked = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
	return { tarball: statSync(tarball).size, unpacked, files: files.length };
}

export const start: Measure = async ({ stage, say }) => {
	const toLoad = {
		package: filesOf(stage),
		n8n: ['n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js'],
	};
	const times = await turns(PROCESSES, ['package', 'n8n'], say, async (from) => {
		await using loader = stage.start<LoadFunctions>(join(import.meta.dirname, '..', 'subject', 'load.ts'));
		return await loader.call.load(toLoad[from], from);
	});
	const [own, http] = [times('package'), times('n8n')];
	const { tarball, unpacked, files } = sizesOf(stage);
	return {
		title: 'What the package costs n8n at its start',
		notes: [
			`The time to \`require\` all nodes and the credential, as n8n does when it starts, in ${PROCESSES} fresh processes that have loaded n8n-workflow; beside it n8n's HTTP Request node alone, with what it draws in. The files are in the system's cache.`,
		],
		tables: [
			{
				head: ['Loaded', 'ms'],
				rows: [
					['this package: all nodes, one credential', spreadText(own)],
					['HTTP Request node', spreadText(http)],
				],
			},
			{
				head: ['Size', 'kB'],
				rows: [
					['tarball', digits(tarball / 1_000)],
					[`unpacked, ${digits(files)} files`, digits(unpacked / 1_000)],
				],
			},
		],
		ratios: [
			{
				what: 'time to load: this package / HTTP Request node',
				values: ratios(own, http),
				bound: ['≤', 0.12],
			},
		],
		plots: [],
	};
};
