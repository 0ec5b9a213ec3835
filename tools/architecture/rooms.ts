// The rooms of the package: its folders, with what stands in them and who imports whom.
import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

import { IMPORTS } from './imports.ts';

export interface Room {
	/** A folder, or a file that is a room of its own; from the repository's folder, with slashes. */
	name: string;
	lines: number;
}

interface Arrow {
	from: string;
	to: string;
}

/** A file that stands above the folders beside it, while the others of its folder stand below them. */
const ROOF = 'nodes/retell/sessions.ts';
/** Folders that are a part of the room around them. */
const ALCOVES = ['nodes/RetellChat/resources/', 'nodes/parameters/'];
const OWN_ROOMS = ['nodes/parameters/pickers'];

export const ROOMS = roomsOf(globSync('{nodes,credentials}/**/*.ts').map((path) => path.replaceAll('\\', '/')));

/** Who imports whom, room by room. */
export const ARROWS = arrowsOf();

function roomOf(file: string): string {
	if (file === ROOF) return file;
	const folder = posix.dirname(file);
	if (OWN_ROOMS.includes(folder)) return folder;
	const around = ALCOVES.find((each) => folder.startsWith(each));
	return around ? around.slice(0, -1) : folder;
}

/** The arrows that say something new: without those from a room to one that others lead to. */
export function shortest(arrows: Arrow[]): Arrow[] {
	const next = Map.groupBy(arrows, ({ from }) => from);
	const leads = (from: string, to: string): boolean =>
		(next.get(from) ?? []).some((arrow) => arrow.to === to || leads(arrow.to, to));
	return arrows.filter(({ from, to }) => !next.get(from)?.some((arrow) => arrow.to !== to && leads(arrow.to, to)));
}

/** What is left without the arrows to rooms from which none leads on, however often that is said: none without a circle. */
export function circling(arrows: Arrow[]): Arrow[] {
	const left = arrows.filter(({ to }) => arrows.some(({ from }) => from === to));
	return left.length === arrows.length ? arrows : circling(left);
}

function roomsOf(files: string[]): Room[] {
	return [...Map.groupBy(files, roomOf)]
		.map(([name, own]) => ({ name, lines: own.reduce((sum, file) => sum + linesOf(file), 0) }))
		.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function linesOf(file: string): number {
	return readFileSync(file, 'utf8').split('\n').length - 1;
}

function arrowsOf(): Arrow[] {
	const arrows = new Map<string, Arrow>();
	for (const { from, to, isPackage } of IMPORTS) {
		if (isPackage || roomOf(from) === roomOf(to)) continue;
		arrows.set(`${roomOf(from)} ${roomOf(to)}`, { from: roomOf(from), to: roomOf(to) });
	}
	return [...arrows.values()].sort((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1));
}
