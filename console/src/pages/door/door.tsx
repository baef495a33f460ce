export function Page() {
  return <h1>Door</h1>;
}
