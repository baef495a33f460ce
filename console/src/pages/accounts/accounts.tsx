export function Page() {
  return <h1>Connected accounts</h1>;
}
