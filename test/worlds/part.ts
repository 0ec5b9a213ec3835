import type { Dice } from './dice.ts';
import type { WorldPlan } from './plan.ts';

/** One thing that can make a world harder, and in how many worlds it does. */
export interface Part {
	share: number;
	change: (plan: WorldPlan, dice: Dice) => void;
}
