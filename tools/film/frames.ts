/** In pixels of the page. */
export interface Point {
	x: number;
	y: number;
}

/** Where the mouse is. */
export interface Pointer extends Point {
	isPressed: boolean;
}

/** What the film shows for so long. */
export interface Frame {
	/** The page, as PNG. */
	page: Buffer;
	caption: string;
	pointer?: Pointer;
	ms: number;
}

/** The size of the filmed pages, and of the caption above them. */
export const PAGE = { width: 1120, height: 660 };
export const CAPTION_HEIGHT = 44;

/** More would keep those waiting who read the README, in bytes. */
export const MOST_BYTES = 3_000_000;

/** How long a frame of a movement lasts, in ms. */
export const TICK = 60;

/** The film in ms. */
export function lengthOf(film: Frame[]): number {
	return film.reduce((sum, { ms }) => sum + ms, 0);
}

/** Adds a frame; one that shows the same as the last makes that one last longer. */
export function add(film: Frame[], frame: Frame): void {
	const last = film.at(-1);
	if (last && looksLike(last, frame)) film[film.length - 1] = { ...last, ms: last.ms + frame.ms };
	else film.push(frame);
}

function looksLike(one: Frame, other: Frame): boolean {
	const samePointer = JSON.stringify(one.pointer) === JSON.stringify(other.pointer);
	return samePointer && one.caption === other.caption && one.page.equals(other.page);
}
