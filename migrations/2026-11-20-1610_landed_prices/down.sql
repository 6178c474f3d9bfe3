drop function parcel_grams;
drop table shipping_rules;
drop table import_rules;
drop table countries;
