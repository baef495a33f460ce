export function Page() {
  return <h1>Doors</h1>;
}
