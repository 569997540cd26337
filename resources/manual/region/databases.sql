-- Once, on whichever machine is the primary: psql -v password=… -f databases.sql postgresql://postgres@10.1.1.1,10.1.1.2,10.1.1.3/postgres?target_session_attrs=read-write
CREATE ROLE kiosk LOGIN PASSWORD :'password';
CREATE DATABASE platform OWNER kiosk;
CREATE DATABASE hub OWNER kiosk;
