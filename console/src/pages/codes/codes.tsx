export function Page() {
  return <h1>Codes</h1>;
}
