drop table price_asks;
