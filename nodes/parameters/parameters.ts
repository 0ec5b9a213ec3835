import type { INodeProperties } from 'n8n-workflow';

/** A field whose name is one of a list: a name that is none is a type error. */
export type FieldNamed<Name extends string> = INodeProperties & { name: Name };

/** How the parameters of one item are read, in whatever node. */
export interface Parameters {
	/** The value of a parameter for this item: of a locator its ID, of a collection its fields. */
	get: (name: string) => unknown;
	/** The workflow's time zone. */
	timezone: string;
}

/** For what also depends on how a value is written in the workflow: an expression comes as its text. */
export type WithTemplate = Pick<Parameters, 'get'> & { getTemplate: (name: string) => unknown };
