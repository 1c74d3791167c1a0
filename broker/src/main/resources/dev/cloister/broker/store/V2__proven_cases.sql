-- Whether who was refused had shown that the evidence is its own. Strangers cause cases without end, and those must not
-- push out the others.
alter table finding_case add column proven integer not null default 0;
;;
drop index finding_case_time;
;;
create index finding_case_proven on finding_case (proven);
