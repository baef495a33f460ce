/** The contract's device types by who makes the cloud behind them: its words are shared by all of them. */
export const august = ["august_lock", "yale_lock"] as const;
export const schlage = ["schlage_lock"] as const;
export const kwikset = ["kwikset_lock"] as const;
export const smartthings = ["smartthings_lock"] as const;
export const ttlock = ["ttlock_lock"] as const;
export const igloohome = ["igloohome_lock"] as const;
export const lockly = ["lockly_lock"] as const;
export const oracode = ["dormakaba_oracode_door"] as const;
export const hubitat = ["hubitat_lock"] as const;
export const wyze = ["wyze_lock"] as const;
export const saltoKs = ["salto_lock"] as const;
