import type { ConnectedAccountId } from "#domain/ids.ts";
import type { FaultPlan } from "#sim/faults.ts";
import type { CallNumbers } from "#sim/provider-line.ts";
import type { Providers } from "#sim/providers.ts";
import type { Shape } from "#sim/shapes.ts";
import type { World } from "#sim/world.ts";
import type { Make } from "./make.ts";
import { makerDrivers } from "./maker-drivers.ts";
import { makerLine } from "./maker-line.ts";
import { MakerSite } from "./maker-site.ts";
import { makes } from "./makes.ts";

/** Most accounts of one house. Each is of another make. */
const mostAccounts = 3;

/** Makers' own drivers before the counterparts of makers' clouds. */
export async function makerProviders(
  { world, faults, calls }: { readonly world: World; readonly faults: FaultPlan; readonly calls: CallNumbers },
  shape: Shape,
): Promise<Providers> {
  const draw = world.draw("makers");
  const sites: MakerSite[] = [];
  for (const [index, make] of drawnMakes(world, shape).entries())
    sites.push(await MakerSite.open(world, faults, make, index + 1, draw.between(...shape.locks)));
  const byAccount = new Map<ConnectedAccountId, MakerSite>();
  return {
    connections: sites.map(({ make: { driver, provider }, config }) => ({ driver, provider, config })),
    driversFor: (life, desk) => makerDrivers({ world, faults, calls, life }, desk, byAccount),
    fetchFor: makerLine(world, faults, sites),
    connected: (made) =>
      made.map((account, index) => {
        const site = sites[index];
        if (site !== undefined) byAccount.set(account.id, site);
        return site?.locks ?? [];
      }),
    welcome: (house, scene) => {
      for (const [id, site] of byAccount) {
        site.wantsIn = () =>
          scene.at(world.now, async () => {
            if (site.isSignedOut) await house.signInAnew(id, await site.signIn());
          });
      }
    },
    close: () => {
      for (const site of sites) site.close();
    },
  };
}

function drawnMakes(world: World, shape: Shape): readonly Make[] {
  const draw = world.draw("makes");
  const [, mostLocks] = shape.locks;
  const { makes: names } = world.options;
  const left = names === undefined ? [...makes] : names.map(makeNamed);
  // Where there is but one door, it is of one make.
  const count = mostLocks === 1 ? 1 : Math.min(left.length, draw.between(1, mostAccounts));
  return Array.from({ length: count }, () => {
    const make = draw.pick(left);
    left.splice(left.indexOf(make), 1);
    return make;
  });
}

function makeNamed(name: string): Make {
  const make = makes.find((one) => one.name === name);
  if (make === undefined)
    throw new Error(`There is no make ${name}; there are ${makes.map((one) => one.name).join(", ")}.`);
  return make;
}
