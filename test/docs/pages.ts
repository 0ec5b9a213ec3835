// The pages that people read: all Markdown that is part of the repository.
import { globSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';

interface Page {
	/** Path from the repository's folder, with slashes. */
	file: string;
	text: string;
	/** Names of its headings, as GitHub makes them. */
	anchors: string[];
	/** Links and pictures that lead to files of the repository. */
	links: Array<{ target: string; anchor: string | undefined }>;
	/** Commands in code blocks and in code within sentences. */
	commands: string[];
}

export const PAGES = globSync('{*.md,docs/*.md,examples/*.md}').map(pageOf);

export function pageNamed(file: string): Page {
	const page = PAGES.find((each) => each.file === file);
	if (!page) throw new Error(`There is no page ${file}`);
	return page;
}

function pageOf(path: string): Page {
	const file = path.replaceAll('\\', '/');
	const text = readFileSync(path, 'utf8');
	const prose = text.replace(/^```[\s\S]*?^```/gm, '');
	const blocks = [...text.matchAll(/^```(?:bash|sh)\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
		block.trim().split('\n'),
	);
	const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
	const links = [...prose.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].flatMap(([, inText, inTag]) => {
		const link = inText ?? inTag ?? '';
		if (/^[a-z]+:/.test(link)) return [];
		const [path = '', anchor] = link.split('#');
		return [{ target: path === '' ? file : posix.join(dirname(file), path), anchor }];
	});
	const anchors = [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
	return {
		file,
		text,
		anchors,
		links,
		commands: [...blocks, ...spans].filter((line) => /^(npx|npm|node) /.test(line)),
	};
}

/** The name that GitHub gives to a heading. */
function anchorOf(heading: string): string {
	return heading
		.replace(/[`*]|\[([^\]]*)\]\([^)]*\)/g, '$1')
		.toLowerCase()
		.replace(/[^\p{L}\p{N} _-]/gu, '')
		.replaceAll(' ', '-');
}

/** The scripts in package.json. */
export function scripts(): string[] {
	const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
	return Object.keys(manifest.scripts);
}

/** The script that a command runs by npm; undefined if it runs none. */
export function scriptOf(command: string): string | undefined {
	const [, run, short] = /\bnpm (?:run ([\w:-]+)|(test|start)\b)/.exec(command) ?? [];
	return run ?? short;
}
