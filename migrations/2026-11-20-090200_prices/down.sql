drop table prices;
