import type { Proved } from "#drivers/contract/proved.ts";

const exempt = [
  { clause: "hiddenDigitsAreOccupied", because: "its cloud shows the digits" },
  { clause: "aCodeIsChangedWhereItStands", because: "a PIN is deleted, and loaded anew once it is gone" },
] as const;

export const proved = {
  grade: "A",
  sources: [
    "the description that the server gives of its own interface, read November 2026",
    "the partners' guide: PIN management, remote PIN management, error codes, read November 2026",
    "bdraco/yalexs at d431a9c, with its recorded answers (grade B)",
  ],
  against: "A counterpart of August's cloud, written from the same documents.",
  on: {
    august: { lock: "an August lock behind a Connect", exempt },
    yale: { lock: "a Yale lock with Wi-Fi of its own", exempt },
  },
  unknown: [
    "How exactly a lock keeps a window, and whether the cloud takes a name of one word.",
    "Whether a lock that is full is always told from a PIN that is taken.",
  ],
} as const satisfies Proved;
