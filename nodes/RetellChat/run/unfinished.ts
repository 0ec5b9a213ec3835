/** Thrown by an operation that had to stop half-way: it carries what was done until then. */
export class Unfinished extends Error {
	readonly rows: object[];
	/** What made it stop. */
	readonly reason: unknown;
	/** What was done, in words. */
	readonly note: string;

	constructor(rows: object[], reason: unknown, note: string) {
		super(note);
		this.name = 'Unfinished';
		this.rows = rows;
		this.reason = reason;
		this.note = note;
	}
}
