drop table pictures;
alter table albums drop column cover_page_url;
alter table artists drop column image_page_url;
