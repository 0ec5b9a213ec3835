/**
 * Something a person can mend: `message` says what is wrong, `description` how to put it right.
 * It knows neither n8n nor HTTP; whoever runs the node turns it into n8n's own error.
 */
export class Explained extends Error {
	readonly description: string;

	constructor(message: string, description: string) {
		super(message);
		this.name = 'Explained';
		this.description = description;
	}
}

/** Something that usually mends itself, such as an answer that came out wrong once. */
export class PassingFault extends Explained {}
