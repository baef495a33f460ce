const ambientSql =
  /\b(now|random|gen_random_uuid|uuidv[47]|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(|\b(current_timestamp|current_date|current_time|localtimestamp|localtime)\b/i;

/** Whether a piece of SQL asks the server for time or chance; both come in as parameters, so that a world repeats. */
export function asksServerForTimeOrChance(sql: string): boolean {
  return ambientSql.test(sql.replace(/--.*/g, ""));
}
