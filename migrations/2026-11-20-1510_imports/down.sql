drop table listening_import_parts, listening_imports;
alter table scrobbles drop column is_rough;
