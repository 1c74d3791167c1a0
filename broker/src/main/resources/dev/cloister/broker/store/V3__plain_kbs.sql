-- A session of plain KBS: from its challenge to the end of its token.
create table plain_session (
  id       text    primary key,
  nonce    text    not null,
  tee      text    not null,
  attempts integer not null,
  expires  integer not null
) strict;
;;
create index plain_session_expires on plain_session (expires);
;;
-- What a session was attested with, as resources are decided on anew by it each time, and the token that came of it.
create table plain_attested (
  session      text primary key references plain_session (id) on delete cascade,
  id           text not null unique,
  request      blob not null,
  evidence     blob not null,
  certificates blob not null,
  runtime_data text not null,
  tee_key      text not null,
  token        text not null
) strict;
