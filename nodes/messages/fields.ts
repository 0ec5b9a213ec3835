/** The display names of the fields that hold the IDs of what Retell is asked for. */
export const FIELDS = {
	agent: 'Agent',
	chat: 'Chat',
	contact: 'Contact',
	fromNumber: 'From Number',
	phoneNumber: 'Phone Number',
	responseEngine: 'Response Engine',
} as const;
