/**
 * Something a person can fix: `message` says what is wrong, `description` how to fix it.
 * It knows neither n8n nor HTTP; whoever runs the node turns it into n8n's own error.
 */
export class Explained extends Error {
	readonly description: string;
	/** The HTTP status, where it stands for an answer of Retell's. */
	readonly status?: number;

	constructor(message: string, description: string, status?: number | null) {
		super(message);
		this.name = 'Explained';
		this.description = description;
		this.status = status ?? undefined;
	}
}

/** A fault that goes away by itself, such as an answer that came out wrong once. */
export class TransientFault extends Explained {}

/** Something that a person must fix in the credential. */
export class CredentialFault extends Explained {}
