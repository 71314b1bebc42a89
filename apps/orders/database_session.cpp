// libpq without a wait that blocks a thread: see "Asynchronous Command Processing" and "Pipeline
// Mode" in its manual.
#include "database_session.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <fauxtp/io.hpp>
#include <utility>

namespace orders {
namespace {

// libpq ends its messages with a new line, and may say several.
std::string one_line(std::string_view said) {
  std::string text(said.substr(0, said.find_last_not_of(" \n") + 1));
  std::ranges::replace(text, '\n', ' ');
  return text;
}

bool is_failure(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK;
}

outcome failure_of(const PGresult* result) {
  const char* code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const std::string_view kind = code == nullptr ? std::string_view() : std::string_view(code, 2);
  constexpr std::string_view passing[] = {"25", "40", "53", "55", "57", "58"};
  const bool passes = std::ranges::find(passing, kind) != std::end(passing);
  // One that was not run, because another one had failed, has no message.
  const std::string text = one_line(PQresultErrorMessage(result));
  return {.failure = text.empty() ? "it was not run" : text, .passes = passes};
}

std::vector<row> rows_of(const PGresult* result) {
  std::vector<row> rows(static_cast<std::size_t>(PQntuples(result)));
  for (int i = 0; i < PQntuples(result); ++i) {
    for (int k = 0; k < PQnfields(result); ++k) {
      auto& value = rows[i].emplace_back();
      if (!PQgetisnull(result, i, k)) value = PQgetvalue(result, i, k);
    }
  }
  return rows;
}

}  // namespace

database_session::database_session(const std::string& where, fauxtp::duration limit)
    : limit_(limit), connection_(PQconnectStart(where.c_str()), &PQfinish) {
  begin_to_wait();
  check(connection_ != nullptr && PQstatus(connection_.get()) != CONNECTION_BAD);
  for (PostgresPollingStatusType next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK;) {
    wait(next == PGRES_POLLING_READING, next == PGRES_POLLING_WRITING);
    next = PQconnectPoll(connection_.get());
    check(next != PGRES_POLLING_FAILED);
  }
  check(PQsetnonblocking(connection_.get(), 1) == 0);
  PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);
}

std::vector<outcome> database_session::execute(std::span<const statement> group) {
  std::vector<outcome> all = execute_at_once(group);
  const bool is_undone =
      std::ranges::any_of(all, [](const outcome& each) { return !each.failure.empty(); });
  if (!is_undone || group.size() == 1) return all;
  for (std::size_t i = 0; i < group.size(); ++i) {
    all[i] = std::move(execute_at_once(group.subspan(i, 1)).front());
  }
  return all;
}

// What stands between two syncs is one transaction, which the second sync commits: so nothing is
// done before that has been answered.
std::vector<outcome> database_session::execute_at_once(std::span<const statement> group) {
  begin_to_wait();
  check(PQenterPipelineMode(connection_.get()) == 1);
  prepare(group);
  for (const statement& each : group) send(each);
  check(PQpipelineSync(connection_.get()) == 1);
  finish_sending();
  std::vector<outcome> all;
  all.reserve(group.size());
  for (std::size_t i = 0; i < group.size(); ++i) {
    const result answer = next_result();
    if (is_failure(answer.get())) {
      all.push_back(failure_of(answer.get()));
    } else {
      all.push_back({.rows = rows_of(answer.get())});
    }
    next_result();  // the null that ends each statement
  }
  await_sync();
  check(PQexitPipelineMode(connection_.get()) == 1);
  return all;
}

// Has a sync of its own: a statement stays prepared when the group that it came with is undone.
void database_session::prepare(std::span<const statement> group) {
  std::vector<std::string_view> added;
  for (const statement& each : group) {
    const auto [place, is_new] = prepared_.try_emplace(each.sql);
    if (!is_new) continue;
    place->second = "s" + std::to_string(++names_);
    check(PQsendPrepare(connection_.get(), place->second.c_str(), each.sql, 0, nullptr) == 1);
    check(PQpipelineSync(connection_.get()) == 1);
    added.push_back(each.sql);
  }
  if (added.empty()) return;
  finish_sending();
  for (const std::string_view sql : added) {
    // Of one that PostgreSQL refuses, the execution tells the client, and it is sent again then.
    if (is_failure(next_result().get())) prepared_.erase(sql);
    next_result();
    await_sync();
  }
}

void database_session::send(const statement& each) {
  std::vector<const char*> values;
  for (const auto& value : each.values) values.push_back(value ? value->c_str() : nullptr);
  const int count = static_cast<int>(values.size());
  const auto known = prepared_.find(each.sql);
  if (known == prepared_.end()) {
    check(PQsendQueryParams(connection_.get(), each.sql, count, nullptr, values.data(), nullptr,
                            nullptr, 0) == 1);
  } else {
    check(PQsendQueryPrepared(connection_.get(), known->second.c_str(), count, values.data(),
                              nullptr, nullptr, 0) == 1);
  }
}

// Reads meanwhile: a server whose answers nobody takes reads no more either.
void database_session::finish_sending() {
  for (int left; (left = PQflush(connection_.get())) != 0;) {
    check(left == 1);
    wait(true, true);
    check(PQconsumeInput(connection_.get()) == 1);
  }
}

database_session::result database_session::next_result() {
  while (PQisBusy(connection_.get()) == 1) {
    wait(true, false);
    check(PQconsumeInput(connection_.get()) == 1);
  }
  result next(PQgetResult(connection_.get()), &PQclear);
  check(PQstatus(connection_.get()) == CONNECTION_OK);
  return next;
}

void database_session::await_sync() {
  check(PQresultStatus(next_result().get()) == PGRES_PIPELINE_SYNC);
}

void database_session::run_script(const std::string& sql) {
  begin_to_wait();
  check(PQsendQuery(connection_.get(), sql.c_str()) == 1);
  finish_sending();
  std::string failure;
  while (const result each = next_result()) {
    if (is_failure(each.get())) failure = one_line(PQresultErrorMessage(each.get()));
  }
  if (!failure.empty()) throw std::runtime_error(failure);
}

int database_session::descriptor() const { return PQsocket(connection_.get()); }

void database_session::listen() {
  check(PQconsumeInput(connection_.get()) == 1 && PQstatus(connection_.get()) == CONNECTION_OK);
}

void database_session::wait(bool for_reading, bool for_writing) {
  const fauxtp::duration left = deadline_ - fauxtp::now();
  const bool is_late = left <= fauxtp::duration::zero() ||
                       !fauxtp::io::wait(descriptor(), {for_reading, for_writing}, left).any();
  if (is_late) throw database_away("PostgreSQL has not answered in time");
}

void database_session::check(bool done) const {
  if (!done) fail();
}

void database_session::fail() const {
  throw database_away(connection_ == nullptr ? "out of memory"
                                             : one_line(PQerrorMessage(connection_.get())));
}

}  // namespace orders
