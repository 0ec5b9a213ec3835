import type { Section } from '../report/section.ts';
import type { Stage } from '../stage.ts';

export interface Context {
	stage: Stage;
	pairs: number;
	/** Makes a number of chats as small as the run is to be. */
	scaled: (count: number) => number;
	say: (doing: string) => void;
}

/** Measures one part and tells what it found. */
export type Measure = (context: Context) => Promise<Section>;
