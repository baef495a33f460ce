import { type ReactNode, useState } from "react";
import type { WireDevice } from "#api/contract/wire.ts";
import { Button } from "#console/ui/button.tsx";
import { Dialog } from "#console/ui/dialog.tsx";
import { Checkbox, Select } from "#console/ui/fields.tsx";
import { Complaint } from "#console/ui/notice.tsx";
import { Time } from "#console/ui/time.tsx";
import { useDoing } from "#console/wire/queries.ts";

const sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((size) => ({ id: size, label: `${size}` }));
const leads = [
  { id: 0, label: "Never by itself" },
  { id: 15, label: "15 minutes before it starts" },
  { id: 60, label: "1 hour before it starts" },
  { id: 180, label: "3 hours before it starts" },
  { id: 720, label: "12 hours before it starts" },
];

/** Whether spare codes are kept on a door, how many, and whether they stand in by themselves. */
export function BackupCodes({ door }: { readonly door: WireDevice }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  if (door.properties.supports_backup_access_code_pool !== true) return null;
  const { backup_access_code_pool: pool } = door;
  return (
    <>
      <Button onPress={() => setOpen(true)}>
        Backup codes: {pool === null ? "none" : `${pool.ready} of ${pool.size} ready`}
      </Button>
      <Dialog title={`Backup codes of ${door.display_name}`} isOpen={isOpen} onClose={() => setOpen(false)}>
        <Settings door={door} onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Settings({ door, onClose }: { readonly door: WireDevice; readonly onClose: () => void }): ReactNode {
  const { backup_access_code_pool: pool, backup_access_code_fail_over_lead_minutes: lead } = door;
  const [isKept, setKept] = useState(pool !== null);
  const [size, setSize] = useState(pool?.size ?? 2);
  const [minutes, setMinutes] = useState(lead ?? 0);
  const update = useDoing("/devices/update");
  const known = leads.some(({ id }) => id === minutes);
  const save = () =>
    update.mutate(
      {
        device_id: door.device_id,
        backup_access_code_pool_enabled: isKept,
        ...(isKept && { backup_access_code_pool_size: size }),
        backup_access_code_fail_over_lead_minutes: isKept && minutes > 0 ? minutes : null,
      },
      { onSuccess: onClose },
    );
  return (
    <>
      <p className="soft">
        Spare PINs that stand on the lock already, for a guest whose own code does not get there. Each takes a place,
        and gives it up where a guest has no other.
      </p>
      {pool?.low_since != null && (
        <p>
          Fewer are ready than are wanted since <Time at={pool.low_since} zone={door.location.time_zone} />.
        </p>
      )}
      <Checkbox isSelected={isKept} onChange={setKept}>
        Keep backup codes on this lock
      </Checkbox>
      {isKept ? (
        <>
          <Select label="How many" choices={sizes} chosen={size} onChoose={setSize} />
          <Select
            label="Give one to a guest whose code is at risk"
            choices={known ? leads : [...leads, { id: minutes, label: `${minutes} minutes before it starts` }]}
            chosen={minutes}
            onChoose={setMinutes}
          />
        </>
      ) : (
        pool !== null && <p>Those that nobody uses are taken off the lock. A guest who was given one keeps it.</p>
      )}
      <Complaint error={update.error} />
      <div className="row">
        <Button kind="primary" isPending={update.isPending} onPress={save}>
          Save
        </Button>
        <Button onPress={onClose}>Cancel</Button>
      </div>
    </>
  );
}
