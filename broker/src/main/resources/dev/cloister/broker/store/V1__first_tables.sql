-- Signing keys of this broker: the public half as a JWK, the private half sealed under the master key.
create table signing_key (
  name   text primary key,
  public text not null,
  sealed blob not null
) strict;
;;
-- Resources, every version. A version number is never used twice, so a guest can hold on to a floor.
create table resource (
  path    text    not null,
  version integer not null,
  stored  integer not null,
  sealed  blob    not null,
  primary key (path, version)
) strict;
;;
-- Release policies, every version; the newest one decides.
create table release_policy (
  path     text    not null,
  version  integer not null,
  stored   integer not null,
  document text    not null,
  primary key (path, version)
) strict;
;;
-- Roots that the newest release policies name beside the vendors', so that evidence under them is verified at all.
create table named_root (
  path        text not null,
  fingerprint blob not null,
  primary key (path, fingerprint)
) strict;
;;
-- One handshake: from the challenge to the end of its session key.
create table session (
  id       text    primary key,
  nonce    text    not null,
  audience text    not null,
  tee      text    not null,
  channel  integer not null,
  attempts integer not null,
  expires  integer not null
) strict;
;;
create index session_expires on session (expires);
;;
-- What an attestation of a session ended in, so that the same request gets the same answer again.
create table conclusion (
  session text    primary key references session (id) on delete cascade,
  request blob    not null,
  outcome text    not null,
  tee_key text    not null,
  body    blob    not null
) strict;
;;
-- One TEE key that was once appraised as trusted.
create table activation (
  id        text    primary key,
  jkt       text    not null,
  audience  text    not null,
  init_data blob    not null,
  chip      blob    not null,
  path      text    not null,
  started   integer not null,
  lease_end integer not null,
  state     text    not null check (state in ('live', 'revoked')),
  unique (jkt, audience, init_data)
) strict;
;;
create index activation_init_data on activation (init_data);
;;
-- The session key of an activation; the next session replaces it.
create table session_key (
  session     text    primary key references session (id) on delete cascade,
  activation  text    not null references activation (id),
  sealed      blob    not null,
  last_seq    integer not null,
  last_digest blob    not null
) strict;
;;
create index session_key_activation on session_key (activation);
;;
-- All that an attestation was judged by, so that anybody can judge it again.
create table attested (
  number         integer primary key,
  activation     text    not null references activation (id),
  time           integer not null,
  report         blob    not null,
  certificates   blob    not null,
  init_data      text    not null,
  runtime_data   text    not null,
  tee_key        text    not null,
  emulated       integer not null,
  checks         text    not null,
  release_policy text    not null
) strict;
;;
create index attested_activation on attested (activation);
;;
create table release (
  number     integer primary key,
  activation text    not null references activation (id),
  path       text    not null,
  version    integer not null,
  time       integer not null
) strict;
;;
create index release_activation on release (activation);
;;
-- Why something was not trusted: for the owner, under the number that the guest was told.
create table finding_case (
  number   text    primary key,
  time     integer not null,
  document text    not null
) strict;
;;
create index finding_case_time on finding_case (time);
;;
-- What happened, never changed: each entry's hash covers the one before.
create table audit (
  number   integer primary key,
  time     integer not null,
  kind     text    not null,
  document text    not null,
  hash     blob    not null
) strict;
;;
create trigger audit_is_not_changed before update on audit
begin select raise(abort, 'audit entries are never changed'); end;
;;
create trigger audit_is_not_shortened before delete on audit
begin select raise(abort, 'audit entries are never removed'); end;
