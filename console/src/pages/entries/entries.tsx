export function Page() {
  return <h1>Who came in</h1>;
}
